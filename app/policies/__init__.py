"""policies of the application; see the module of each feature."""
