"""Errors as the protocol wants them: every body is a `Fault`."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from sync.protocol.messages import Fault


class Refusal(Exception):
    """An answer with a 4xx status, or 503, and a stable code."""

    def __init__(self, status: int, code: str, message: str, where: str = "", retry_after: int = 0) -> None:
        super().__init__(message)
        self.status = status
        self.fault = Fault(code=code, message=message[:1000], where=where[:200])
        self.retry_after = retry_after


def install(api: NinjaAPI) -> None:
    """Make every error of `api` a `Fault`."""

    def answer(status: int, fault: Fault, retry_after: int = 0) -> HttpResponse:
        response = HttpResponse(fault.model_dump_json(), status=status, content_type="application/json")
        if retry_after:
            response["Retry-After"] = str(retry_after)
        return response

    @api.exception_handler(Refusal)
    def _refusal(request: HttpRequest, error: Refusal) -> HttpResponse:
        return answer(error.status, error.fault, error.retry_after)

    @api.exception_handler(AuthenticationError)
    def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        return answer(401, Fault(code="bad_token", message="the token is not known or was revoked"))

    @api.exception_handler(ValidationError)
    def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        first = error.errors[0] if error.errors else {}
        where = ".".join(str(part) for part in first.get("loc", ()))
        return answer(
            422,
            Fault(code="invalid", message=str(first.get("msg", "the request does not fit"))[:1000], where=where[:200]),
        )

    @api.exception_handler(HttpError)
    def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
        return answer(error.status_code, Fault(code="bad_request", message=str(error)[:1000]))

    @api.exception_handler(RequestDataTooBig)
    def _large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
        return answer(413, Fault(code="too_large", message="the body is larger than this desk takes"))

    @api.exception_handler(Http404)
    def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
        return answer(404, Fault(code="not_found", message="there is nothing here"))
