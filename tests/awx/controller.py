# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The part of the API of AWX 24.6.1 that the modules of awx.awx use, in memory, with a record of every request.

It refuses what AWX refuses. The fields of each endpoint are AWX's own answers to OPTIONS (options/*.json); rules that
those cannot express, for surveys, schedules, injectors, notifications and names, are functions below.
"""

from __future__ import annotations

import base64
import json
import re
import threading
import urllib.parse
import zoneinfo
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import yaml
from dateutil.rrule import rrulestr
from jinja2 import StrictUndefined, TemplateError, sandbox

Thing = dict[str, Any]

OPTIONS = {path.stem: json.loads(path.read_text()) for path in (Path(__file__).parent / "options").glob("*.json")}
TYPES = {"project": "projects", "job_template": "job_templates", "workflow_job_template": "workflow_job_templates"}
NOTIFICATIONS = [f"notification_templates_{event}" for event in ("started", "success", "error")]
# The ids that each endpoint takes in, and of what: AWX calls them related lists.
ASSOCIATIONS = {
    "groups": {"hosts": "hosts", "children": "groups"},
    "job_templates": {"credentials": "credentials", **dict.fromkeys(NOTIFICATIONS, "notification_templates")},
    "workflow_job_templates": dict.fromkeys(NOTIFICATIONS, "notification_templates"),
    "workflow_job_template_nodes": dict.fromkeys(
        ("success_nodes", "failure_nodes", "always_nodes"), "workflow_job_template_nodes"
    ),
}
# What an id in a field names.
REFERENCES = {
    "organization": "organizations",
    "credential_type": "credential_types",
    "inventory": "inventories",
    "project": "projects",
    "execution_environment": "execution_environments",
    "workflow_job_template": "workflow_job_templates",
}
# Within what a name is unique; the others are unique in the whole of AWX.
SCOPES = {
    "credentials": ("organization", "credential_type"),
    "groups": ("inventory",),
    "hosts": ("inventory",),
    "inventories": ("organization",),
    "job_templates": ("organization",),
    "notification_templates": ("organization",),
    "projects": ("organization",),
    "schedules": ("unified_job_template",),
    "workflow_job_template_nodes": ("workflow_job_template",),
    "workflow_job_templates": ("organization",),
}
# What goes with a thing that is deleted.
CASCADES = {
    "organizations": [(kind, "organization") for kind in ("projects", "inventories", "workflow_job_templates")],
    "inventories": [("hosts", "inventory"), ("groups", "inventory")],
    "job_templates": [("schedules", "unified_job_template")],
    "workflow_job_templates": [
        ("schedules", "unified_job_template"),
        ("workflow_job_template_nodes", "workflow_job_template"),
    ],
}
# Fields that the modules send and AWX does not take, but finds out itself.
IGNORED = {
    "credential_types": {"managed"},
    "job_templates": {"organization"},
    "workflow_job_template_nodes": {"type"},
}
NOTIFICATION_FIELDS: dict[str, dict[str, type]] = {
    "webhook": {"url": str, "http_method": str, "headers": dict, "username": str, "password": str},
    "slack": {"token": str, "channels": list},
    "email": {
        "host": str,
        "port": int,
        "username": str,
        "password": str,
        "use_tls": bool,
        "use_ssl": bool,
        "sender": str,
        "recipients": list,
    },
}
NOTIFICATION_SECRETS = ("token", "password")
SURVEY_TYPES: dict[str, tuple[type, ...]] = {
    "text": (str,),
    "textarea": (str,),
    "password": (str,),
    "multiplechoice": (str,),
    "multiselect": (str, list),
    "integer": (int,),
    "float": (float, int),
}
BLOCKED_ENVIRONMENT = {"VIRTUAL_ENV", "PATH", "PYTHONPATH", "JOB_ID", "INVENTORY_ID", "CACHE", "AWX_HOST"}
# What a message may name: a job before its artifacts are there.
MESSAGE_CONTEXT = {
    "job": {"id": 42, "name": "Stub", "status": "running", "artifacts": {}, "job_explanation": ""},
    "url": "https://controller.example/#/jobs/playbook/42",
    "job_friendly_name": "Job",
    "job_metadata": "{}",
}


class Refused(Exception):
    """AWX answers 400 with this."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.body = {field: [message]}


class Descriptive(StrictUndefined):
    """An undefined name is refused even where it is only printed."""

    __str__ = __repr__ = StrictUndefined._fail_with_undefined_error


def render(template: str, context: Thing) -> str:
    return sandbox.ImmutableSandboxedEnvironment(undefined=Descriptive).from_string(template).render(context)


def check_field(name: str, rule: Thing, value: Any) -> Any:
    """One field by AWX's answer to OPTIONS; returns what AWX stores."""
    kind = rule["type"]
    if kind == "choice":
        value = "" if value is None else value
        if value not in rule["choices"] and value != "":
            raise Refused(name, f'"{value}" is not a valid choice.')
        return value
    if value is None:
        return None
    if kind in ("integer", "id") and (isinstance(value, bool) or not isinstance(value, int)):
        raise Refused(name, "A valid integer is required.")
    if kind == "integer" and not rule.get("min_value", value) <= value <= rule.get("max_value", value):
        raise Refused(name, "Ensure this value is within its limits.")
    if kind == "boolean" and not isinstance(value, bool):
        raise Refused(name, "Must be a valid boolean.")
    if kind == "string" and not isinstance(value, str):
        raise Refused(name, "Not a valid string.")
    if isinstance(value, str) and len(value) > rule.get("max_length", len(value)):
        raise Refused(name, f"Ensure this field has no more than {rule['max_length']} characters.")
    if kind == "json" and isinstance(value, str):
        try:
            yaml.safe_load(value)
        except yaml.YAMLError as error:
            raise Refused(name, f"Cannot parse as JSON or YAML: {error}") from error
    return value


def check_inputs(inputs: Thing) -> None:
    if extra := set(inputs) - {"fields", "required"}:
        raise Refused("inputs", f"Additional properties are not allowed ({extra})")
    known = {
        "id",
        "label",
        "type",
        "format",
        "choices",
        "help_text",
        "multiline",
        "secret",
        "ask_at_runtime",
        "default",
    }
    ids = [field.get("id") for field in inputs.get("fields", [])]
    for field in inputs.get("fields", []):
        if extra := set(field) - known:
            raise Refused("inputs", f"Additional properties are not allowed ({extra})")
        if not {"id", "label"} <= set(field) or not re.fullmatch(r"[a-zA-Z_]\w*", field["id"]):
            raise Refused("inputs", f"{field} needs an id that is a variable name, and a label")
        if field["id"] == "tower" or ids.count(field["id"]) > 1:
            raise Refused("inputs", f"{field['id']} is reserved or not unique")
        kind = {"string": str, "boolean": bool}[field.setdefault("type", "string")]
        if kind is not str and {"choices", "multiline", "format", "secret"} & set(field):
            raise Refused("inputs", f"not allowed for boolean type ({field['id']})")
        if not isinstance(field.get("default", kind()), kind):
            raise Refused("inputs", f"{field['default']} is not a {field['type']}")
    if not set(inputs.get("required", [])) <= set(ids):
        raise Refused("inputs", "'required' names an undefined field")


def check_injectors(inputs: Thing, injectors: Thing) -> None:
    if extra := set(injectors) - {"file", "env", "extra_vars"}:
        raise Refused("injectors", f"Additional properties are not allowed ({extra})")
    files = list(injectors.get("file", {}))
    if wrong := [name for name in files if not re.fullmatch(r"template(\.[a-zA-Z_]\w*)?", name)]:
        raise Refused("injectors", f"Additional properties are not allowed ({wrong})")
    if "template" in files and len(files) > 1:
        raise Refused("injectors", "Must use multi-file syntax when injecting multiple files")
    names = {name.partition(".")[2]: "EXAMPLE_FILENAME" for name in files if "." in name}
    namespace = {field["id"]: "EXAMPLE" for field in inputs.get("fields", [])}
    namespace["tower"] = {"filename": "EXAMPLE_FILENAME" if "template" in files else names}
    for section, entries in injectors.items():
        for name, template in entries.items():
            if section == "env" and name.startswith("ANSIBLE_"):
                raise Refused("injectors", f"Environment variable {name} ... is not allowed in credentials.")
            if section == "env" and name in BLOCKED_ENVIRONMENT:
                raise Refused("injectors", f"Environment variable {name} is not allowed to be used in credentials.")
            if section != "file" and not re.fullmatch(r"[a-zA-Z_]\w*", name):
                raise Refused("injectors", f"{name} is no variable name")
            try:
                render(template, namespace)
            except (TemplateError, TypeError) as error:
                raise Refused("injectors", f"{name} uses an undefined field ({error})") from error


def check_survey(spec: Thing) -> None:
    for field, kind in (("name", str), ("description", str), ("spec", list)):
        if not isinstance(spec.get(field), kind):
            raise Refused("error", f"'{field}' is missing from survey spec, or of the wrong type.")
    if not spec["spec"]:
        raise Refused("error", "'spec' doesn't contain any items.")
    variables = [question.get("variable") for question in spec["spec"]]
    for question in spec["spec"]:
        where = question.get("question_name")
        for field, kind in (("type", str), ("question_name", str), ("variable", str), ("required", bool)):
            if not isinstance(question.get(field), kind):
                raise Refused("error", f"'{field}' missing from survey question {where}, or of the wrong type.")
        if question["type"] not in SURVEY_TYPES:
            raise Refused("error", f"'{question['type']}' in survey question {where} is not one of the allowed types.")
        if variables.count(question["variable"]) > 1:
            raise Refused("error", f"'variable' '{question['variable']}' duplicated in survey question {where}.")
        for limit in ("min", "max"):
            if not isinstance(question.get(limit, 0), int):
                raise Refused("error", f"The {limit} limit in survey question {where} expected to be integer.")
        if question["type"].startswith("multi") and not question.get("choices"):
            raise Refused("error", f"Survey question {where} must specify choices.")
        default = question.get("default", "")
        if default != "":
            check_answer(question, default, "error")


def check_answer(question: Thing, answer: Any, field: str) -> None:
    where, kind = question["variable"], question["type"]
    if isinstance(answer, bool) or not isinstance(answer, SURVEY_TYPES[kind]):
        raise Refused(field, f"Value {answer!r} for '{where}' expected to be {kind}.")
    if kind.startswith("multi"):
        given = answer if isinstance(answer, list) else answer.splitlines()
        if (kind == "multiplechoice" and len(given) > 1) or not set(given) <= set(question["choices"]):
            raise Refused(field, f"Value {answer} for '{where}' expected to be one of {question['choices']}.")
        return
    size = len(answer) if isinstance(answer, str) else answer
    if not question.get("min", size) <= size <= question.get("max", size):
        raise Refused(field, f"'{where}' value {answer!r} is too small or too large.")


def check_rrule(rrule: str) -> None:
    starts = re.findall(r"DTSTART(;[^:]+)?:(\d{8}T\d{6})(Z?)", rrule)
    rules = re.findall(r"RULE:(\S*)", rrule)
    if not starts:
        raise Refused("rrule", "Valid DTSTART required in rrule. Value should start with: DTSTART:YYYYMMDDTHHMMSSZ")
    if len(starts) > 1:
        raise Refused("rrule", "Multiple DTSTART is not supported.")
    zone, _moment, utc = starts[0]
    if not zone and not utc:
        raise Refused("rrule", "DTSTART cannot be a naive datetime. Specify ;TZINFO= or YYYYMMDDTHHMMSSZZ.")
    if zone and zone.removeprefix(";TZID=") not in zoneinfo.available_timezones():
        raise Refused("rrule", "A valid TZID must be provided (e.g., America/New_York)")
    if not rules:
        raise Refused("rrule", "One or more rule required in rrule.")
    for rule in rules:
        parts = dict(part.partition("=")[::2] for part in rule.split(";"))
        if "INTERVAL" not in parts:
            raise Refused("rrule", f"INTERVAL required in rrule: {rule}")
        if parts.get("FREQ") == "SECONDLY":
            raise Refused("rrule", f"SECONDLY is not supported: {rule}")
        if re.search(r"\d[A-Z]{2}", parts.get("BYDAY", "")):
            raise Refused("rrule", f"BYDAY with numeric prefix not supported: {rule}")
        if "COUNT" in parts and "UNTIL" in parts:
            raise Refused("rrule", f"RRULE may not contain both COUNT and UNTIL: {rule}")
        if int(parts.get("COUNT", 0)) > 999:
            raise Refused("rrule", f"COUNT > 999 is unsupported: {rule}")
    try:
        rrulestr(rrule.replace(" ", "\n"))
    except ValueError as error:
        raise Refused("rrule", f"rrule parsing failed validation: {error}") from error


def check_notification(thing: Thing) -> None:
    fields, given = NOTIFICATION_FIELDS[thing["notification_type"]], thing["notification_configuration"]
    if missing := set(fields) - set(given):
        raise Refused("__all__", f"Missing required fields for Notification Configuration: {sorted(missing)}.")
    for name, kind in fields.items():
        # A bool is an int to Python, and is none to AWX.
        if not isinstance(given[name], kind) or isinstance(given[name], bool) != (kind is bool):
            raise Refused("__all__", f"Configuration field '{name}' incorrect type, expected {kind.__name__}.")
        if kind is list and not given[name]:
            raise Refused("__all__", f"No values specified for field '{name}'")
    messages = thing.get("messages") or {}
    if wrong := set(messages) - {"started", "success", "error", "workflow_approval"}:
        raise Refused("messages", f"Event {wrong} invalid")
    for event, texts in messages.items():
        for part, text in (texts or {}).items():
            if part not in ("message", "body"):
                raise Refused("messages", f"Message type '{part}' invalid, must be either 'message' or 'body'")
            if part == "message" and "\n" in text:
                raise Refused("messages", f"Messages cannot contain newlines, found newline in {event} event")
            try:
                rendered = render(text, MESSAGE_CONTEXT)
                if part == "body" and thing["notification_type"] == "webhook":
                    json.loads(rendered)
            except (TemplateError, ValueError) as error:
                raise Refused("messages", f"Unable to render message '{text}': {error}") from error


class Controller:
    """The objects, and what may be done to them."""

    def __init__(self, playbooks: list[str]) -> None:
        self.playbooks = playbooks
        self.version = "24.6.1"
        self.token = "controller-only-token"
        self.username, self.password = "admin", "controller-only-password"
        self.superuser = True
        # A status that is answered to every request of a path that matches, instead of what is right.
        self.faults: dict[str, int] = {}
        self.requests: list[tuple[str, str, Any]] = []
        self.objects: dict[str, dict[int, Thing]] = {kind: {} for kind in OPTIONS}
        self.surveys: dict[int, Thing] = {}
        self.related: dict[tuple[str, int, str], list[int]] = {}
        self._next_id = 1

    # what tests look at

    def all(self) -> dict[str, list[str]]:
        """The names of everything that there is."""
        names = {
            kind: sorted(str(thing.get("name") or thing["identifier"]) for thing in things.values())
            for kind, things in self.objects.items()
        }
        return {kind: each for kind, each in names.items() if each}

    def named(self, kind: str, name: str) -> Thing:
        (thing,) = (each for each in self.objects[kind].values() if name in (each.get("name"), each.get("identifier")))
        return thing

    def writes(self) -> list[tuple[str, str, Any]]:
        return [request for request in self.requests if request[0] != "GET"]

    # what the API does

    def answer(self, method: str, path: str, query: Thing, body: Any) -> tuple[int, Any]:
        parts = [part for part in path.removeprefix("/api/v2/").split("/") if part]
        match method, parts:
            case "GET", ["me"]:
                return 200, self.page([{"id": 1, "username": self.username, "is_superuser": self.superuser}])
            case "POST", ["tokens"]:
                return 201, {"id": 1, "token": self.token}
            case "DELETE", ["tokens", _]:
                return 204, None
            case "GET", ["project_updates", number]:
                return 200, {"id": int(number), "status": "successful", "finished": "2026-01-01T00:00:00Z"}
            case "GET", ["unified_job_templates"]:
                return 200, self.page(self.unified(query))
            case "GET", [kind] if kind in self.objects:
                return 200, self.page(self.listed(kind, query))
            case "POST", [kind] if kind in self.objects:
                return 201, self.shown(kind, self.create(kind, body))
        kind, number, *rest = parts
        if kind not in self.objects or int(number) not in self.objects[kind]:
            return 404, {"detail": "Not found."}
        thing = self.objects[kind][int(number)]
        match method, rest:
            case "GET", []:
                return 200, self.shown(kind, thing)
            case "PATCH", []:
                self.update(kind, thing, body)
                return 200, self.shown(kind, thing)
            case "DELETE", []:
                self.delete(kind, thing)
                return (202 if kind == "inventories" else 204), None
            case "GET", ["survey_spec"]:
                return 200, self.surveys.get(thing["id"], {})
            case "POST", ["survey_spec"]:
                check_survey(body)
                self.surveys[thing["id"]] = body
                return 200, None
            case "GET", [name] if name in ASSOCIATIONS.get(kind, {}):
                ids = self.related.get((kind, thing["id"], name), [])
                return 200, self.page([self.objects[ASSOCIATIONS[kind][name]][each] for each in ids])
            case "POST", [name] if name in ASSOCIATIONS.get(kind, {}):
                self.associate(kind, thing, name, body)
                return 204, None
        return 405, {"detail": f'Method "{method}" not allowed.'}

    @staticmethod
    def page(things: list[Thing]) -> Thing:
        return {"count": len(things), "next": None, "previous": None, "results": things}

    def shown(self, kind: str, thing: Thing) -> Thing:
        """As AWX shows it: with addresses, without secrets."""
        url = f"/api/v2/{kind}/{thing['id']}/"
        shown = {**thing, "type": kind.rstrip("s"), "url": url, "summary_fields": {}, "related": {}}
        if kind == "credential_types":
            shown["managed"] = False
        if kind in ("job_templates", "workflow_job_templates"):
            shown["related"]["survey_spec"] = f"{url}survey_spec/"
        if kind == "projects":
            shown["scm_revision"] = ""
            shown["summary_fields"]["current_update"] = {"id": thing["id"]}
        if kind == "credentials":
            fields = self.objects["credential_types"][thing["credential_type"]]["inputs"]["fields"]
            secret = {field["id"] for field in fields if field.get("secret")}
            inputs = thing["inputs"].items()
            shown["inputs"] = {name: "$encrypted$" if name in secret and value else value for name, value in inputs}
        if kind == "notification_templates":
            shown["notification_configuration"] = {
                name: "$encrypted$" if name in NOTIFICATION_SECRETS and value else value
                for name, value in thing["notification_configuration"].items()
            }
        return shown

    def listed(self, kind: str, query: Thing) -> list[Thing]:
        things = [self.shown(kind, thing) for thing in self.objects[kind].values()]
        for term, values in query.items():
            field = term.removeprefix("or__")
            if field == "page_size":
                continue
            if field not in {*OPTIONS[kind], "id", "organization", "identifier"}:
                raise Refused("detail", f"{kind} has no field named '{field}'")
            things = [thing for thing in things if str(thing.get(field)) in values]
        return things

    def unified(self, query: Thing) -> list[Thing]:
        kinds = [TYPES[each] for each in query["type"]] if "type" in query else list(TYPES.values())
        rest = {field: value for field, value in query.items() if field != "type"}
        return [thing for kind in kinds for thing in self.listed(kind, rest)]

    def create(self, kind: str, body: Thing) -> Thing:
        thing: Thing = {"id": self._next_id}
        for name, rule in OPTIONS[kind].items():
            if rule["required"] and body.get(name) in (None, ""):
                raise Refused(name, "This field is required.")
            default = rule.get("default", "" if rule["type"] in ("string", "choice") else None)
            thing[name] = default.copy() if isinstance(default, dict) else default
        self.apply(kind, thing, body)
        self._next_id += 1
        self.objects[kind][thing["id"]] = thing
        return thing

    def update(self, kind: str, thing: Thing, body: Thing) -> None:
        changed = dict(thing)
        self.apply(kind, changed, body)
        thing.update(changed)

    def apply(self, kind: str, thing: Thing, body: Thing) -> None:
        """Lay the body over the thing, or refuse it."""
        for name, value in body.items():
            if name in IGNORED.get(kind, ()):
                continue
            if name not in OPTIONS[kind]:
                raise Refused(name, "AWX has no such field.")
            thing[name] = check_field(name, OPTIONS[kind][name], value)
            target = REFERENCES.get(name)
            if target and thing[name] is not None and thing[name] not in self.objects[target]:
                raise Refused(name, f'Invalid pk "{value}" - object does not exist.')
        if kind == "job_templates":
            # AWX takes the organization from the project.
            thing["organization"] = self.objects["projects"][thing["project"]]["organization"]
        if check := CHECKS.get(kind):
            check(self, thing)
        self.check_name(kind, thing)

    def check_name(self, kind: str, thing: Thing) -> None:
        field = "identifier" if kind == "workflow_job_template_nodes" else "name"
        fields = (field, *SCOPES.get(kind, ()))
        same = [each for each in self.objects[kind].values() if all(each[name] == thing[name] for name in fields)]
        if any(each["id"] != thing["id"] for each in same):
            raise Refused("__all__", f"{kind} with this {field} already exists: {thing[field]}.")

    def delete(self, kind: str, thing: Thing) -> None:
        if kind == "credential_types" and any(
            each["credential_type"] == thing["id"] for each in self.objects["credentials"].values()
        ):
            raise Refused("detail", "Credential types that are in use cannot be deleted.")
        for other, field in CASCADES.get(kind, ()):
            for each in [each for each in self.objects[other].values() if each.get(field) == thing["id"]]:
                self.delete(other, each)
        self.surveys.pop(thing["id"], None)
        for ids in self.related.values():
            ids[:] = [each for each in ids if each != thing["id"]]
        del self.objects[kind][thing["id"]]

    def associate(self, kind: str, thing: Thing, name: str, body: Thing) -> None:
        ids = self.related.setdefault((kind, thing["id"], name), [])
        if body["id"] not in self.objects[ASSOCIATIONS[kind][name]]:
            raise Refused("msg", "Object does not exist.")
        if body.get("disassociate"):
            ids.remove(body["id"])
        elif body["id"] not in ids:
            ids.append(body["id"])

    # rules of single kinds

    def check_credential_type(self, thing: Thing) -> None:
        check_inputs(thing["inputs"])
        check_injectors(thing["inputs"], thing["injectors"])

    def check_credential(self, thing: Thing) -> None:
        fields = {
            field["id"]: field
            for field in self.objects["credential_types"][thing["credential_type"]]["inputs"]["fields"]
        }
        for name, value in thing["inputs"].items():
            if name not in fields:
                raise Refused("inputs", f"Additional properties are not allowed ('{name}' was unexpected)")
            if value and value not in fields[name].get("choices", [value]):
                raise Refused("inputs", f"'{value}' is not one of {fields[name]['choices']}")

    def check_job_template(self, thing: Thing) -> None:
        if thing["project"] is None:
            raise Refused("project", "This field is required.")
        if thing["inventory"] is None and not thing["ask_inventory_on_launch"]:
            raise Refused("inventory", "Must either set a default value or ask to prompt on launch.")
        if thing["playbook"] not in self.playbooks:
            raise Refused("playbook", "Playbook not found for project.")

    def check_schedule(self, thing: Thing) -> None:
        check_rrule(thing["rrule"])
        number, answers = thing["unified_job_template"], thing["extra_data"]
        (template,) = (self.objects[kind][number] for kind in TYPES.values() if number in self.objects[kind])
        enabled = template.get("survey_enabled")
        questions = {each["variable"]: each for each in self.surveys.get(number, {}).get("spec", [])} if enabled else {}
        if open_questions := [name for name, each in questions.items() if each["required"] and name not in answers]:
            raise Refused("variables_needed_to_start", f"{open_questions} value missing")
        for name, answer in answers.items():
            if name in questions:
                check_answer(questions[name], answer, "extra_data")
            elif not template.get("ask_variables_on_launch"):
                raise Refused(
                    "extra_data", f"Variables {name} are not allowed on launch. Check the Prompt on Launch setting."
                )

    def check_notification_template(self, thing: Thing) -> None:
        check_notification(thing)


CHECKS: dict[str, Callable[[Controller, Thing], None]] = {
    "credential_types": Controller.check_credential_type,
    "credentials": Controller.check_credential,
    "job_templates": Controller.check_job_template,
    "notification_templates": Controller.check_notification_template,
    "schedules": Controller.check_schedule,
}


@contextmanager
def serve(controller: Controller) -> Iterator[str]:
    """Serve on the loopback address until the end of the block; yields the address."""

    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            url = urllib.parse.urlsplit(self.path)
            query: Thing = {}
            for field, value in urllib.parse.parse_qsl(url.query):
                query.setdefault(field, []).append(value)
            size = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(size)) if size else None
            controller.requests.append((self.command, self.path, body))
            self.send_json(*self.decide(url.path, query, body))

        do_GET = do_POST = do_PATCH = do_DELETE = handle_any

        def decide(self, path: str, query: Thing, body: Any) -> tuple[int, Any]:
            for pattern, status in controller.faults.items():
                if re.search(pattern, f"{self.command} {path}"):
                    return status, {"detail": "A fault of the test."}
            if not path.startswith("/api/v2/"):
                return 404, {"detail": "The requested resource could not be found."}
            if path == "/api/v2/ping/":
                return 200, {"version": controller.version, "instances": []}
            if not self.signed_in():
                return 401, {"detail": "Authentication credentials were not provided."}
            if self.command == "POST" and path == "/api/v2/credential_types/" and not controller.superuser:
                return 403, {"detail": "You do not have permission to perform this action."}
            try:
                return controller.answer(self.command, path, query, body)
            except Refused as refused:
                return 400, refused.body

        def signed_in(self) -> bool:
            basic = base64.b64encode(f"{controller.username}:{controller.password}".encode()).decode()
            return self.headers.get("Authorization") in (f"Bearer {controller.token}", f"Basic {basic}")

        def send_json(self, status: int, body: Any) -> None:
            content = b"" if body is None else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("X-API-Product-Name", "AWX")
            self.send_header("X-API-Product-Version", controller.version)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_arguments: Any) -> None:
            """The record is in the controller."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
