"""How far can it really see, or reach? Public claims held against figures, geometry and terrain."""

from howfar.errors import HowfarError

__version__ = "0.1.0"
__all__ = ["HowfarError", "__version__"]
