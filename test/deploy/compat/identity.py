"""Cognito: a token carries the scopes that were asked for, of those that its client may have, or all of these."""

import contextvars
from urllib.parse import parse_qs

from ministack.services import cognito

_asked = contextvars.ContextVar("asked", default="")


def mend() -> None:
    cognito._oauth2_token = _reading(cognito._oauth2_token)
    cognito._apply_pretoken_trigger = _with_scopes(cognito._apply_pretoken_trigger)


def _reading(token):
    def answered(data, query_params, raw_body=b"", headers=None):
        form = {name: values[0] for name, values in parse_qs(raw_body.decode()).items()}
        _asked.set(form.get("scope", ""))
        if form.get("grant_type") == "client_credentials":
            client = _client(form, headers or {})
            allowed = set(client.get("AllowedOAuthScopes", [])) if client else set()
            if not set(_asked.get().split()) <= allowed:
                return cognito._oauth2_error("invalid_scope", "A scope that the client may not have.")
        return token(data, query_params, raw_body, headers)

    return answered


def _client(form, headers):
    basic = headers.get("authorization", "")
    client_id = form.get("client_id") or cognito.base64.b64decode(basic[6:]).decode().split(":")[0]
    return cognito._find_pool_by_client_id(client_id)[2]


def _with_scopes(trigger):
    def claimed(pool_id, claims, token_type, client_id, **rest):
        if rest.get("trigger_source") == "TokenGeneration_ClientCredentials":
            client = cognito._find_pool_by_client_id(client_id)[2]
            claims["scope"] = _asked.get() or " ".join(client["AllowedOAuthScopes"])
        return trigger(pool_id=pool_id, claims=claims, token_type=token_type, client_id=client_id, **rest)

    return claimed
