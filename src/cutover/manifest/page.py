"""A page: what one page of the frontend asks for."""

from cutover.manifest.value import Text, Value


class Page(Value):
    """One page, by its name and the ids of the endpoints behind it."""

    name: Text
    endpoints: tuple[Text, ...]

    @property
    def id(self) -> str:
        """The page's address: its name in small letters, words joined by -."""
        return "-".join(self.name.lower().split())


class PagesFile(Value):
    """The file `pages.yaml`."""

    pages: tuple[Page, ...]
