"""The language model session of a step: token budget, replies stored by an earlier attempt, and usage."""

from collections.abc import Callable
from uuid import UUID

from django.conf import settings

from analysis import events, llm
from analysis.choices import AnalysisDepth
from analysis.execution import storage, workflow
from analysis.pipeline import llm_refinement, values

Save = Callable[[], events.JSON | None]


def refines_result(options: events.JSON) -> bool:
    """Say whether a language model refines the result; at the depth ``basic`` it only answers questions."""
    return bool(options["analysis_depth"] != AnalysisDepth.BASIC)


def asks_summary(options: events.JSON) -> bool:
    """Say whether the caller asks for a summary that only a language model can write, at any depth."""
    return bool(options["summary_language"] or options["summary_style"])


def begin(
    task_id: UUID, step: str, checkpoint: Callable[[Save], None], other_output: events.JSON | None = None
) -> llm_refinement.Session | None:
    """Return a session for ``step``, or None if no language model is configured.

    Each reply is stored at once through ``checkpoint``, together with the step's ``other_output``.
    """
    model = llm.configured()
    if model is None:
        return None

    total: int = settings.LLM_MAX_TOKENS_PER_ANALYSIS
    share = workflow.BY_NAME[step].llm_share
    if share is not None:
        budget = int(total * share)
    else:
        budget = total - sum(use.usage.tokens for use in storage.model_uses(task_id))

    def keep(replies: llm_refinement.StoredReplies) -> None:
        checkpoint(lambda: {**(other_output or {}), "llm": {"replies": storage.to_json(replies)}})

    stored = (storage.step_output(task_id, step) or {}).get("llm") or {}
    return llm_refinement.Session(
        model,
        budget_tokens=budget,
        stored_replies=storage.from_json(stored.get("replies", {}), dict[str, values.Completion]),
        store_replies=keep,
    )


def end(session: llm_refinement.Session | None, warn: Callable[[str, str], None]) -> events.JSON | None:
    """Warn about parts that the model could not write; return the usage to store, or None without a session."""
    if session is None:
        return None
    for code, message in session.warnings():
        warn(code, message)
    return {"use": storage.to_json(session.use())}


def metadata(task_id: UUID) -> events.JSON | None:
    """Return the analysis's use of language models, or None if it made no request."""
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
