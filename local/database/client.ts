/**
 * A bare DynamoDB client over the JSON protocol: the runner needs six operations, and the SDK would cost a third
 * of a second at every start.
 */
import { Agent, request } from 'node:http';

export interface DatabaseClient {
  /** Calls an operation of DynamoDB (or of its Streams). @throws DatabaseError with the service's error name. */
  call(operation: string, input: unknown): Promise<Answer>;
  close(): void;
}
// biome-ignore lint/suspicious/noExplicitAny: each operation has its own answer
export type Answer = any;

export class DatabaseError extends Error {}

const streamOperations = new Set(['ListStreams', 'DescribeStream', 'GetShardIterator', 'GetRecords']);

export function databaseClient(url: string, region: string): DatabaseClient {
  const agent = new Agent({ keepAlive: true });
  const { hostname, port } = new URL(url);
  const credential = `local/20260101/${region}/dynamodb/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=local`;
  const call = (operation: string, input: unknown): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const body = JSON.stringify(input);
      const service = streamOperations.has(operation) ? 'DynamoDBStreams_20120810' : 'DynamoDB_20120810';
      const headers = {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `${service}.${operation}`,
        'x-amz-date': '20260101T000000Z',
        authorization,
        'content-length': Buffer.byteLength(body),
      };
      const sent = request({ agent, hostname, port, method: 'POST', path: '/', headers }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('error', reject);
        response.on('end', () => settle(operation, response.statusCode ?? 0, text, resolve, reject));
      });
      sent.on('error', reject);
      sent.end(body);
    });
  return { call, close: () => agent.destroy() };
}

function settle(
  operation: string,
  status: number,
  text: string,
  resolve: (answer: Answer) => void,
  reject: (error: Error) => void,
): void {
  try {
    const answer = text ? JSON.parse(text) : {};
    if (status === 200) {
      resolve(answer);
      return;
    }
    const error = new DatabaseError(`${operation}: ${answer.message ?? answer.Message ?? text}`);
    error.name = String(answer.__type ?? 'Unknown').replace(/^.*#/, '');
    reject(error);
  } catch {
    reject(new DatabaseError(`${operation}: ${status} ${text.slice(0, 200)}`));
  }
}
