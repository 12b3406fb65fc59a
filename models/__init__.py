"""Tables, vocabularies and state tables: plain SQLAlchemy, no web framework.

Importing this package registers every table on ``Base.metadata``.
"""

from models import account as account
from models import agreement as agreement
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
from models import experiment_revision as experiment_revision
from models import fault as fault
from models import feed as feed
from models import feedback as feedback
from models import harm_report as harm_report
from models import indicator as indicator
from models import notification as notification
from models import organisation as organisation
from models import outbox as outbox
from models import panel as panel
from models import personal_link as personal_link
from models import pilot as pilot
from models import pilot_change as pilot_change
from models import pilot_contact as pilot_contact
from models import pilot_event as pilot_event
from models import pilot_incident as pilot_incident
from models import pilot_midterm as pilot_midterm
from models import pilot_rule as pilot_rule
from models import pilot_task as pilot_task
from models import pilot_update as pilot_update
from models import place_request as place_request
from models import reader as reader
from models import receipt as receipt
from models import replication as replication
from models import report as report
from models import retention as retention
from models import review as review
from models import saved_search as saved_search
from models import search as search
from models import sign as sign
from models import staff as staff
from models import subscription as subscription
from models import survey as survey
from models import testbed as testbed
from models import testbed_filter as testbed_filter
from models import testbed_media as testbed_media
from models import testbed_revision as testbed_revision
from models import volunteer as volunteer
from models.base import Base as Base
