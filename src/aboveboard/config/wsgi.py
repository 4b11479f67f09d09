"""What the web server loads."""

import os

from django.core.wsgi import get_wsgi_application

from aboveboard.web.memory import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aboveboard.config.settings.production")

_application = get_wsgi_application()

from aboveboard.config.gate import Gate  # noqa: E402 - it knows tables, which are there once Django is set up

application = Gate(_application)
settle()
