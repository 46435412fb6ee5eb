"""The language model of a step: its share of the budget, the replies an earlier attempt paid for, and its account."""

from collections.abc import Callable
from uuid import UUID

from django.conf import settings

from analysis import events, llm
from analysis.choices import AnalysisDepth, StepName
from analysis.execution import storage
from analysis.pipeline import llm_refinement, values

#: Share of an analysis's tokens for the steps that run side by side, so that the finding does not hang on which of them
#: is faster; synthesis has what they leave.
_SHARES: dict[str, float] = {StepName.CONTENT_ANALYSIS: 0.6, StepName.COMMENT_ANALYSIS: 0.1}

Save = Callable[[], events.JSON | None]


def refines(options: events.JSON) -> bool:
    """Say whether the finding itself is refined: ``basic`` is the fast depth, in which only questions are answered."""
    return bool(options["analysis_depth"] != AnalysisDepth.BASIC)


def begin(
    task_id: UUID, step: str, checkpoint: Callable[[Save], None], besides: events.JSON | None = None
) -> llm_refinement.Session | None:
    """Return a session for ``step``, None where no language model is configured.

    Each reply is stored at once through ``checkpoint``, together with what the step has ``besides``.
    """
    model = llm.configured()
    if model is None:
        return None

    def keep(replies: llm_refinement.Kept) -> None:
        checkpoint(lambda: {**(besides or {}), "llm": {"replies": storage.to_json(replies)}})

    stored = (storage.step_output(task_id, step) or {}).get("llm") or {}
    return llm_refinement.Session(
        model,
        budget_tokens=_budget(task_id, step),
        kept=storage.from_json(stored.get("replies", {}), dict[str, values.Completion]),
        keep=keep,
    )


def _budget(task_id: UUID, step: str) -> int:
    whole = settings.LLM_MAX_TOKENS_PER_ANALYSIS
    if step in _SHARES:
        return int(whole * _SHARES[step])
    return whole - sum(use.usage.tokens for use in storage.model_uses(task_id))


def end(session: llm_refinement.Session | None, warn: Callable[[str, str], None]) -> events.JSON | None:
    """Warn of what the model could not write, and return the account as it is stored; None without a session."""
    if session is None:
        return None
    for code, message in session.warnings():
        warn(code, message)
    return {"use": storage.to_json(session.use())}


def metadata(task_id: UUID) -> events.JSON | None:
    """Return what the analysis asked of language models, None where it asked nothing."""
    uses = [use for use in storage.model_uses(task_id) if use.calls]
    if not uses:
        return None
    usage = sum((use.usage for use in uses), values.Usage())
    return {
        "model": uses[-1].model,
        "calls": sum(use.calls for use in uses),
        "prompt_tokens": usage.prompt_tokens,
        "completion_tokens": usage.completion_tokens,
        "tokens_are_estimated": usage.is_estimated,
        "cost": llm.cost(usage),
        "dropped_citations": sum(use.dropped_citations for use in uses),
        "parts": [part for use in uses for part in use.parts],
    }
