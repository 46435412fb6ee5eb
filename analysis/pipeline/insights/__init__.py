"""Insights and recommendations by rule. Each names the figures it rests on; with too little data, a rule is silent."""

from analysis.pipeline.insights.glance import describe
from analysis.pipeline.insights.observations import observe
from analysis.pipeline.insights.recommendations import recommend

__all__ = ["describe", "observe", "recommend"]
