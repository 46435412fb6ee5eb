"""Reports stage by stage what of this installation works, and what to do where something does not."""

from analysis.operations.diagnosis.outcomes import Outcome, Status, is_well
from analysis.operations.diagnosis.stages import diagnose

__all__ = ["Outcome", "Status", "diagnose", "is_well"]
