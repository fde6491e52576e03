"""Lambda: errors keep their names, streams are read at once, and what runs is counted and logged."""

import os
import threading
import time

import activity
import pool
from ministack.core import lambda_runtime
from ministack.services import dynamodb, lambda_svc

_failed = threading.local()
_log = open(os.environ["COSELL_FUNCTIONS_LOG"], "a", buffering=1)
_POLL_SECONDS = 0.02


def mend() -> None:
    script = lambda_runtime._NODEJS_WORKER_SCRIPT
    named = script.replace(
        'error: String(err.message || err), trace:', 'error: String(err.message || err), errorType: err.name, trace:'
    )
    assert named != script, "MiniStack's Node worker is another one than this was written for"
    lambda_runtime._NODEJS_WORKER_SCRIPT = named
    # It waits up to 50 ms for lines of log after each invocation.
    lambda_runtime.Worker._drain_stderr_bounded = lambda_runtime.Worker._drain_stderr
    lambda_runtime.Worker.invoke = _keep_error_type(lambda_runtime.Worker.invoke)
    pool.mend()
    lambda_svc._execute_function_warm = _name_error(lambda_svc._execute_function_warm)
    lambda_svc._execute_function = _counted(lambda_svc._execute_function)
    lambda_svc._poll_loop = _poll_loop


def _keep_error_type(invoke):
    def invoked(worker, event, request_id):
        answer = invoke(worker, event, request_id)
        _failed.name = answer.get("errorType")
        return answer

    return invoked


def _name_error(execute):
    """A function's error goes by its own name, which workflows retry and catch by."""

    def executed(func, event):
        _failed.name = None
        answer = execute(func, event)
        if answer.get("error") and _failed.name:
            answer["body"]["errorType"] = _failed.name
        return answer

    return executed


def _counted(execute):
    def executed(func, event):
        activity.add(+1)
        try:
            answer = execute(func, event)
        finally:
            activity.add(-1)
        config = func.get("config") or func
        if answer.get("log"):
            _log.write(f"[{config['FunctionName']}] {answer['log']}\n")
        return _failing_batch(answer)

    return executed


def _failing_batch(answer):
    """A batch of which some items failed is given again. AWS gives it again from the first of these on."""
    body = answer.get("body")
    if isinstance(body, dict) and body.get("batchItemFailures"):
        return {**answer, "error": True}
    return answer


def _poll_loop() -> None:
    """Reads the streams all the time instead of once a second."""
    while True:
        try:
            if lambda_svc._poll_dynamodb_streams():
                continue
        except Exception as thrown:  # The loop must go on: nothing else reads the streams.
            lambda_svc.logger.exception("stream poller: %s", thrown)
        time.sleep(_POLL_SECONDS)


def stream_pending() -> bool:
    """Whether a table's stream holds records that its function has not been given yet."""
    for account, region, mapping in lambda_svc._iter_all_esms():
        arn = mapping["EventSourceArn"]
        if ":dynamodb:" not in arn:
            continue
        table = arn.split("/")[1]
        read = lambda_svc._dynamodb_stream_positions._data.get((account, region, mapping["UUID"]), 0)
        if read < dynamodb.stream_end_position(table, account_id=account, region=region):
            return True
    return False
