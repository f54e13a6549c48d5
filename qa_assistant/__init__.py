"""Quality assurance of domestic-abuse case notes: which practice standards are met, late or missing."""
