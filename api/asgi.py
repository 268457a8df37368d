"""The application for an ASGI server, `api.asgi:app`: the only module that acts when imported."""

from api.app import create_app
from api.graphs import ServedGraph
from api.settings import Settings
from graph.control import ControlFolder
from graph.load import packaged_seed_folder

settings = Settings()
control = ControlFolder(settings.control) if settings.control else None
app = create_app(
    ServedGraph.from_folder(settings.seed or packaged_seed_folder(), control), settings
)
