"""Reports stage by stage what of this installation works, and what to do where something does not."""

from analysis.operations.diagnosis.outcomes import Outcome, Status, is_well
from analysis.operations.diagnosis.settings_in_use import SettingInUse, settings_in_use
from analysis.operations.diagnosis.stages import diagnose

__all__ = ["Outcome", "SettingInUse", "Status", "diagnose", "is_well", "settings_in_use"]
