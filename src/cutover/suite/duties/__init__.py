"""What each area's comparison amounts to: a judgement of the compare room in, evidence out."""
