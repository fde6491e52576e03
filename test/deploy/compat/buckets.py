"""S3: what a pre-signed URL allows, a checksum that does not fit, and what a version is answered with."""

from ministack.services import s3


def mend() -> None:
    s3._verify_presigned_sigv4 = _refusing_unsigned(s3._verify_presigned_sigv4)
    s3._resolve_object_checksums = _comparing(s3._resolve_object_checksums)
    s3._dispatch = _overriding(s3._dispatch)


def _refusing_unsigned(verify):
    """Amazon's headers must be signed, all of them."""

    def verified(method, path, headers, query_params):
        refused = verify(method, path, headers, query_params)
        signed = (query_params.get("X-Amz-SignedHeaders") or [None])[0]
        if refused or signed is None:
            return refused
        unsigned = [name for name in headers if name.startswith("x-amz-") and name not in signed.split(";")]
        if unsigned:
            message = "There were headers present in the request which were not signed"
            return s3._error("AccessDenied", message, 403, path)
        return None

    return verified


def _comparing(resolve):
    """A checksum that is sent is compared, also when its algorithm is not named beside it."""

    def resolved(body, headers):
        checksums, refused = resolve(body, headers)
        for algorithm, value in checksums.items():
            if not refused and s3._compute_s3_checksum(algorithm, body) != value:
                message = f"The {algorithm} you specified did not match the calculated checksum."
                refused = s3._error("BadDigest", message, 400)
        return ({}, refused) if refused else (checksums, None)

    return resolved


def _overriding(dispatch):
    """`response-content-disposition` and its like count for a version, too."""

    def dispatched(method, bucket, key, headers, body, query_params):
        answer = dispatch(method, bucket, key, headers, body, query_params)
        if method == "GET" and key and answer[0] in (200, 206) and query_params.get("versionId"):
            s3._apply_response_overrides(answer[1], query_params)
        return answer

    return dispatched
