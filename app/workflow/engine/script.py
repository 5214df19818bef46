"""How SpiffWorkflow reads expressions and calls our functions: never through Python's `eval`."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.script_engine.python_environment import BasePythonScriptEngineEnvironment
from SpiffWorkflow.task import Task

from app.workflow.engine import expressions, naming

Dispatch = Callable[[str, Mapping[str, Any]], Any]


class Environment(BasePythonScriptEngineEnvironment):
    """Evaluates by `expressions`; runs no script."""

    def __init__(self) -> None:
        """No globals: a diagram sees its process data and nothing else."""
        super().__init__({})

    def evaluate(self, expression: str, context: dict, external_context: dict | None = None) -> Any:
        """The value of an expression of the diagram."""
        return expressions.evaluate(expression, context)

    def execute(self, script: str, context: dict, external_context: dict | None = None) -> bool:
        """Refuse: diagrams have no scripts."""
        raise expressions.UnsafeExpression("Scripts are not allowed in a diagram.")


class Script(PythonScriptEngine):
    """SpiffWorkflow's script engine over our interpreter and our functions."""

    def __init__(self, dispatch: Dispatch) -> None:
        """`dispatch(operation, data)` calls the function that a service task names."""
        super().__init__(environment=Environment())
        self._dispatch = dispatch

    def call_service(self, task: Task, **call: Any) -> str:
        """Run the function behind a service task; its own error reaches the caller as itself.

        Overrides the library's method, whose error path raises NameError (3.2.0).
        """
        naming.refuse_result(task.task_spec.result_variable)
        result = self._dispatch(call["operation_name"], task.data)
        naming.refuse_typename(result)
        return json.dumps(result)
