"""Claims and advice by rule: each rests on named figures of the result, and where the data is thin there is silence."""

from analysis.pipeline.insights.observations import observe
from analysis.pipeline.insights.recommendations import recommend

__all__ = ["observe", "recommend"]
