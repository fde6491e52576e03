import { AwsClient } from 'aws4fetch';

export interface AwsCall {
  /** Host name before the region (`email`), and the service name in the signature (`ses`). */
  host: string;
  service: string;
  path: string;
  headers: Record<string, string>;
  body: unknown;
}

let client: AwsClient | undefined;

/**
 * One signed call of an AWS API that we use too little of to carry its SDK client (each weighs as much as the rest of a
 * bundle). Tries again on 5xx and 429. Throws an Error that has the service's error name.
 */
export const awsCall = async <Answer>({ host, service, path, headers, body }: AwsCall): Promise<Answer> => {
  const {
    AWS_ACCESS_KEY_ID = '',
    AWS_SECRET_ACCESS_KEY = '',
    AWS_SESSION_TOKEN,
    AWS_REGION = '',
    AWS_ENDPOINT_URL,
  } = process.env;
  client ??= new AwsClient({
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
    retries: 3,
  });
  const endpoint = AWS_ENDPOINT_URL ?? `https://${host}.${AWS_REGION}.amazonaws.com`;
  const response = await client.fetch(`${endpoint}${path}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
    aws: { service, region: AWS_REGION },
  });
  const text = await response.text();
  const answer: unknown = text ? JSON.parse(text) : {};
  if (response.ok) return answer as Answer;
  const { message, __type: name } = answer as { message?: string; __type?: string };
  const failure = new Error(message ?? `${service} answered ${response.status}`);
  failure.name = name ?? response.headers.get('x-amzn-errortype') ?? 'AwsCallFailed';
  throw failure;
};
