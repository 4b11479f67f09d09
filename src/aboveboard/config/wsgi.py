"""What the web server loads."""

import os

from django.core.wsgi import get_wsgi_application

from aboveboard.web.memory import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aboveboard.config.settings.production")

application = get_wsgi_application()
settle()
