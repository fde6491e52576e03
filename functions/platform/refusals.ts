/**
 * The closed list of what the API refuses, and how. Every code has its page under docs/errors (generated from here)
 * and is named by the routes that can answer with it. `help` says what the caller can do about it.
 */
export const refusalCodes = {
  invalid_input: {
    status: 400,
    title: 'The input has faults',
    help: 'Mend every fault named in `errors` and send the request again.',
  },
  malformed_json: { status: 400, title: 'The body is not JSON', help: 'Send one JSON document in UTF-8.' },
  idempotency_key_required: {
    status: 400,
    title: 'An Idempotency-Key is required',
    help: 'Send the header `Idempotency-Key` with a value of your own (a UUID, say), and the same value when you repeat the request.',
  },
  invalid_cursor: {
    status: 400,
    title: 'The cursor is not one of ours',
    help: 'Start again without `cursor`, or send one exactly as it was given, with the same filters.',
  },
  wrong_side: {
    status: 403,
    title: 'The other organisation does this',
    help: 'This step belongs to the other side of the record.',
  },
  decided_by_mail_only: {
    status: 403,
    title: 'This decision is made by its approvers',
    help: "The organisation's approval policy does not let an API client decide for it; the approvers have a link by e-mail.",
  },
  not_found: {
    status: 404,
    title: 'There is no such thing here',
    help: 'Check the id. A record of another organisation looks exactly like one that does not exist.',
  },
  transition_not_allowed: {
    status: 409,
    title: 'The record is not in a state that allows this',
    help: 'Read the record again; `detail` names its status and what the step needs.',
  },
  partnership_not_active: {
    status: 409,
    title: 'The partnership is not active',
    help: 'Nothing new is shared outside an active partnership. Resume it, or have it accepted first.',
  },
  already_decided: {
    status: 409,
    title: 'The decision was made already',
    help: 'Read the record again; `detail` says who decided, and what.',
  },
  possible_duplicate: {
    status: 409,
    title: 'The same customer is already being worked on',
    help: 'Look at the record named in `detail`. If yours is another deal, repeat with `duplicateReason` saying why.',
  },
  insufficient_funds: {
    status: 409,
    title: 'There is not enough money',
    help: 'Ask for less, wait until money is released, or have the funder allocate more; `detail` names what there is.',
  },
  outside_window: {
    status: 409,
    title: 'The time for this has passed, or has not come',
    help: "Read the windows of the fund's program; `detail` names the one that was missed.",
  },
  already_exists: {
    status: 409,
    title: 'It exists already',
    help: 'Use the one there is; `detail` names it.',
  },
  too_many_attachments: {
    status: 409,
    title: 'The record holds as many attachments as it may',
    help: 'Take back one that is not needed. Uploads that are never completed stop counting after a day.',
  },
  not_uploaded: {
    status: 409,
    title: 'The file is not there yet',
    help: 'Upload it as `upload` said when you attached it, then complete it. If its URL has expired, attach the file anew.',
  },
  busy: {
    status: 409,
    title: 'The record is being changed at this moment',
    help: 'Wait a moment and send the same request again, with the same Idempotency-Key.',
  },
  idempotency_in_flight: {
    status: 409,
    title: 'The first request with this key is still under way',
    help: 'Wait a moment and send it again.',
  },
  stale_revision: {
    status: 412,
    title: 'The record has changed since you read it',
    help: 'Read it again, look at what changed, and repeat with the new ETag. `detail` names the current revision.',
  },
  body_too_large: { status: 413, title: 'The body is larger than 256 KB', help: 'Send less in one request.' },
  unsupported_media_type: {
    status: 415,
    title: 'The body is not sent as JSON',
    help: 'Send `Content-Type: application/json` (`application/merge-patch+json` is welcome on PATCH).',
  },
  idempotency_key_reused: {
    status: 422,
    title: 'The key was used for another request',
    help: 'Use a new Idempotency-Key for a new request.',
  },
  wrong_currency: {
    status: 422,
    title: 'The amount is in another currency',
    help: 'Give the amount in the currency that `detail` names.',
  },
  unknown_reference: {
    status: 422,
    title: 'Something that the request names does not exist',
    help: 'Check the id named in `detail`; it must be one that your organisation can see.',
  },
  if_match_required: {
    status: 428,
    title: 'If-Match is required',
    help: "Send `If-Match` with the record's ETag, so that nothing is overwritten unseen.",
  },
  internal: {
    status: 500,
    title: 'Something went wrong on our side',
    help: 'Try again; if it stays, tell the operator the `requestId`.',
  },
} as const satisfies Record<string, { status: number; title: string; help: string }>;

export type RefusalCode = keyof typeof refusalCodes;

/** One fault of an input. `pointer`: `#/customer/name` in the body (RFC 9457), `query/limit`, `path/id`, `header/if-match`. */
export interface Fault {
  pointer: string;
  code: string;
  message: string;
}

export interface Refusal {
  code: RefusalCode;
  /** A sentence for a person about this very case; never holds what the caller may not know. */
  detail?: string;
  errors?: Fault[];
}
