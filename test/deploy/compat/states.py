"""Step Functions: what MiniStack reads otherwise than AWS in the states that Cosell's workflows use."""

import json
import os
import subprocess
import threading

import activity
import clock
from ministack.services import stepfunctions as sfn

_running = threading.local()


def mend() -> None:
    sfn._evaluate_jsonata = _evaluate
    sfn._apply_jsonata_arguments = _timing(sfn._apply_jsonata_arguments)
    sfn._invoke_with_callback = _invoke_with_callback
    sfn._find_matching_retrier = _find_matching_retrier
    sfn._find_matching_catcher = _find_matching_catcher
    sfn._fail_execution = _failing(sfn._fail_execution)
    sfn._scaled_sleep = lambda seconds: clock.Waiting().wait(seconds)
    _count(sfn._start_execution, sfn._run_execution)


def _count(start, run) -> None:
    """An execution is under way from its start until it waits or ends."""

    def started(data):
        activity.add(+1)
        answer = start(data)
        if answer[0] >= 400:
            activity.add(-1)
        return answer

    def ran(arn):
        if getattr(_running, "outer", False):
            return run(arn)  # A nested execution runs in the thread of its parent.
        _running.outer = True
        try:
            run(arn)
        finally:
            _running.outer = False
            activity.add(-1)

    sfn._start_execution = started
    sfn._run_execution = ran


class Jsonata:
    """The reference implementation, in one Node process: MiniStack's own knows less than half of the language."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process = None

    def ask(self, question: dict) -> dict:
        with self._lock:
            if self._process is None:
                script = os.path.join(os.path.dirname(__file__), "jsonata.ts")
                self._process = subprocess.Popen(
                    ["node", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
                )
            self._process.stdin.write(json.dumps(question) + "\n")
            self._process.stdin.flush()
            return json.loads(self._process.stdout.readline())


_jsonata = Jsonata()


def _evaluate(expression, raw_input, ctx=None, result=None, error_output=None):
    ctx = ctx or {}
    states = {"input": raw_input, "context": {key: ctx[key] for key in ctx if key != "variables"}}
    if result is not None:
        states["result"] = result
    if error_output is not None:
        states["errorOutput"] = error_output
    answer = _jsonata.ask({"expression": expression, "bindings": {**ctx.get("variables", {}), "states": states}})
    if "error" in answer:
        raise sfn._ExecutionError("States.QueryEvaluationError", answer["error"])
    return answer["value"]


def _timing(arguments):
    """TimeoutSeconds may be an expression too; it is read where the arguments are."""

    def both(state_def, raw_input, ctx=None):
        _running.timeout = sfn._apply_jsonata_template(state_def.get("TimeoutSeconds"), raw_input, ctx)
        return arguments(state_def, raw_input, ctx)

    return both


class _CallbackEvent(clock.Waiting):
    """In place of the threading.Event that SendTaskSuccess and SendTaskFailure set."""

    set = clock.Waiting.call


def _invoke_with_callback(resource, input_data, token, state_def):
    """lambda:invoke.waitForTaskToken: an error of the function is the task's, and the timeout may be an expression."""
    if "states:::lambda:invoke" not in resource:
        raise sfn._ExecutionError("States.Runtime", f"{resource} is not looked after by test/deploy/compat")
    waiting, timeout = _CallbackEvent(), _running.timeout
    sfn._task_tokens[token] = {"event": waiting, "result": None, "error": None, "heartbeat": None}
    try:
        function = sfn._resolve_lambda_function_ref(input_data["FunctionName"], optimized=True)
        sfn._call_lambda(function, input_data["Payload"])
        if not waiting.wait(timeout):
            raise sfn._ExecutionError("States.Timeout", "Task timed out waiting for callback")
        info = sfn._task_tokens.get(token)
    finally:
        sfn._task_tokens.pop(token, None)
    if info["error"]:
        raise sfn._ExecutionError(info["error"]["Error"], info["error"]["Cause"])
    return json.loads(info["result"])


def _failing(fail):
    """A Fail state's Error and Cause may be expressions; they see what the state was entered with."""

    def failed(execution, error, cause):
        entered = execution["events"][-1].get("stateEnteredEventDetails", {})
        given = json.loads(entered.get("input", "null"))
        fail(execution, *(sfn._apply_jsonata_template(text, given) for text in (error, cause)))

    return failed


def _matches(names, error: str) -> bool:
    """States.TaskFailed stands for every error but a timeout, and States.ALL for every error."""
    return error in names or "States.ALL" in names or ("States.TaskFailed" in names and error != "States.Timeout")


def _find_matching_retrier(retriers, error, retry_counts):
    """The first that names the error decides, also when its attempts are used up."""
    for index, retrier in enumerate(retriers):
        if _matches(retrier["ErrorEquals"], error):
            used_up = retry_counts.get(index, 0) >= retrier.get("MaxAttempts", 3)
            return (None, -1) if used_up else (retrier, index)
    return None, -1


def _find_matching_catcher(catchers, error):
    return next((catcher for catcher in catchers if _matches(catcher["ErrorEquals"], error)), None)
