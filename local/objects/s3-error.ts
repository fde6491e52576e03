/** Errors as S3 gives them: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */

/** Refused by S3's own name. `more` stands beside the message, as S3 does it. */
export class S3Error extends Error {
  readonly status: number;
  readonly more: Record<string, string>;
  readonly headers: Record<string, string>;
  constructor(
    status: number,
    code: string,
    message: string,
    more: Record<string, string> = {},
    headers: Record<string, string> = {},
  ) {
    super(message);
    this.name = code;
    this.status = status;
    this.more = more;
    this.headers = headers;
  }
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
export const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => entities[sign] ?? sign);

/** The body of an error's answer. */
export function errorXml(error: S3Error, requestId: string): string {
  const all = {
    Code: error.name,
    Message: error.message,
    ...error.more,
    RequestId: requestId,
    HostId: 'local',
  };
  const elements = Object.entries(all).map(([name, text]) => `<${name}>${escaped(text)}</${name}>`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${elements.join('')}</Error>`;
}

export const accessDenied = (message: string, more: Record<string, string> = {}): S3Error =>
  new S3Error(403, 'AccessDenied', message, more);
export const invalidArgument = (message: string, name: string, value: string): S3Error =>
  new S3Error(400, 'InvalidArgument', message, { ArgumentName: name, ArgumentValue: value });
