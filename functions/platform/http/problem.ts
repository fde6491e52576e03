import { type Refusal, refusalCodes } from '../refusals.ts';

/** What API Gateway takes as an answer (payload format 2.0). */
export interface HttpAnswer {
  statusCode: number;
  headers: Record<string, string>;
  body?: string;
}

/** RFC 9457 problem document. `type` is the code's page under docs/errors, served by the API itself. */
export const problem = (refusal: Refusal, requestId: string, instance?: string): HttpAnswer => {
  const { status, title } = refusalCodes[refusal.code];
  const document = {
    type: `/docs/errors/${refusal.code}`,
    title,
    status,
    ...(refusal.detail && { detail: refusal.detail }),
    ...(instance && { instance }),
    code: refusal.code,
    requestId,
    ...(refusal.errors && { errors: refusal.errors }),
  };
  return {
    statusCode: status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
    body: JSON.stringify(document),
  };
};
