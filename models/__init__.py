"""Tables, vocabularies and state tables: plain SQLAlchemy, no web framework.

Importing this package registers every table on ``Base.metadata``.
"""

from models import account as account
from models import application as application
from models import application_change as application_change
from models import application_seen as application_seen
from models import attachment as attachment
from models import attempt as attempt
from models import audit as audit
from models import booking as booking
from models import call as call
from models import city as city
from models import closure as closure
from models import decision as decision
from models import exchange as exchange
from models import organisation as organisation
from models import outbox as outbox
from models import pilot as pilot
from models import place_request as place_request
from models import receipt as receipt
from models import search as search
from models import staff as staff
from models import testbed as testbed
from models import testbed_filter as testbed_filter
from models import testbed_media as testbed_media
from models.base import Base as Base
