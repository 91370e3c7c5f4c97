"""What are the tables called that hold what a page may show?"""

VALUES, VARIATION, EXPLANATIONS, TERMS = SHOWN = (
    "published.shown_values",
    "published.shown_variation",
    "published.shown_explanations",
    "published.shown_terms",
)
