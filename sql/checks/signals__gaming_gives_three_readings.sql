-- One row per gaming signal without three innocent explanations, a question, or what would change our mind.
-- from signals.gaming
-- severity critical
select
    signal_id,
    indicator
from signals.gaming
where len(innocent_explanations) < 3
    or not ends_with(learning_question, '?')
    or what_would_change_our_mind = ''
