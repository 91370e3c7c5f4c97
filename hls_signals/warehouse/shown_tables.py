"""What are the tables called that hold what a page may show, and those with the true values behind them?"""

VALUES, VARIATION, EXPLANATIONS, TERMS = SHOWN = (
    "published.shown_values",
    "published.shown_variation",
    "published.shown_explanations",
    "published.shown_terms",
)
TRUE_EXPLANATIONS, TRUE_TERMS = "signals.explanations", "signals.explanation_terms"
