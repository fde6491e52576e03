"""API Gateway: identity sources of the request's context, "Unauthorized" as 401, and an address that resolves."""

import contextvars
import os

from ministack.services import apigateway
from ministack.services.cloudformation import provisioners

_context = contextvars.ContextVar("context", default={})
_unauthorized = contextvars.ContextVar("unauthorized", default=False)


def mend() -> None:
    apigateway._authorize_request_v2 = _authorizing(apigateway._authorize_request_v2)
    apigateway._request_authorizer_identity_sources = _with_context(
        apigateway._request_authorizer_identity_sources
    )
    apigateway._invoke_request_authorizer_lambda = _noticing(apigateway._invoke_request_authorizer_lambda)
    handler = provisioners._RESOURCE_HANDLERS["AWS::ApiGatewayV2::Api"]
    handler["create"] = _with_address(handler["create"])


def _authorizing(authorize):
    async def authorized(api_id, stage, route, method, *rest):
        _context.set({"$context.routeKey": route["routeKey"], "$context.httpMethod": method})
        _unauthorized.set(False)
        answer = await authorize(api_id, stage, route, method, *rest)
        return (apigateway._jwt_unauthorized(), None) if _unauthorized.get() else answer

    return authorized


def _noticing(invoke):
    """An authorizer that throws "Unauthorized" means 401; anything else thrown is a 500."""

    async def invoked(authorizer, event, account_id, region):
        result = await invoke(authorizer, event, account_id, region)
        if result and result.get("error"):
            _unauthorized.set(result["body"].get("errorMessage") == "Unauthorized")
        return result

    return invoked


def _with_context(sources):
    def found(identity_source, headers, query_params, stage_vars):
        context = [source for source in identity_source if source in _context.get()]
        others = [source for source in identity_source if source not in context]
        present, values = sources(others, headers, query_params, stage_vars)
        return present, values + [_context.get()[source] for source in context]

    return found


def _with_address(create):
    """`<id>.execute-api.localhost` resolves on few machines; the path form is the same API."""

    def created(logical_id, props, stack_name):
        api_id, attributes = create(logical_id, props, stack_name)
        address = f"http://127.0.0.1:{os.environ['GATEWAY_PORT']}/_aws/execute-api/{api_id}"
        apigateway._apis[api_id]["apiEndpoint"] = address
        return api_id, {**attributes, "ApiEndpoint": address}

    return created
