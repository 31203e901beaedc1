"""The pages, for a production server: under WSGI (``application``), and as ``comity serve`` starts them (``pages``)."""

import os

from django.core.wsgi import get_wsgi_application

from comity.web.rsgi import Application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.web.settings")
application = get_wsgi_application()
pages = Application(application)
