"""CloudFormation: an archive of a bus, alarms on an expression, metrics of logs, and a change set that is deleted before there is one."""

import json

from ministack.services import eventbridge
from ministack.services.cloudformation import handlers, provisioners


def mend() -> None:
    resources = provisioners._RESOURCE_HANDLERS
    resources["AWS::Events::Archive"] = {"create": _create_archive, "delete": _delete_archive}
    alarm = resources["AWS::CloudWatch::Alarm"]
    alarm["create"] = _unless_expression(alarm["create"])
    resources["AWS::Logs::MetricFilter"] = {"create": _create_metric_filter, "delete": lambda _, __: None}
    delete = handlers._ACTION_HANDLERS["DeleteChangeSet"]
    handlers._ACTION_HANDLERS["DeleteChangeSet"] = _idempotent(delete)


def _create_archive(logical_id, props, stack_name):
    """MiniStack has archives, only not in templates."""
    name = props.get("ArchiveName") or provisioners._physical_name(stack_name, logical_id, max_len=48)
    status, _, body = eventbridge._create_archive(
        {
            "ArchiveName": name,
            "EventSourceArn": props["SourceArn"],
            "EventPattern": json.dumps(props.get("EventPattern", {})),
            "RetentionDays": props.get("RetentionDays", 0),
        }
    )
    answer = json.loads(body)
    if status != 200:
        raise ValueError(answer["message"])
    return name, {"Arn": answer["ArchiveArn"]}


def _delete_archive(physical_id, props):
    eventbridge._delete_archive({"ArchiveName": physical_id})


def _create_metric_filter(logical_id, props, stack_name):
    """MiniStack makes no metrics of logs: the filter is taken as it is, and counts nothing."""
    return provisioners._physical_name(stack_name, logical_id, max_len=255), {}


def _unless_expression(create):
    """An alarm on an expression of several metrics is taken as it is, and watches nothing."""

    def created(logical_id, props, stack_name):
        if not props.get("Metrics"):
            return create(logical_id, props, stack_name)
        return provisioners._physical_name(stack_name, logical_id, max_len=255), {}

    return created


def _idempotent(delete):
    """CDK deletes the change set of its name before it makes one; AWS takes that without complaint."""

    def deleted(params):
        answer = delete(params)
        return answer if answer[0] != 404 else (200, answer[1], b"<DeleteChangeSetResponse/>")

    return deleted
