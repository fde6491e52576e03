import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Caller } from '../../../functions/platform/http/caller.ts';
import type { HttpAnswer } from '../../../functions/platform/http/problem.ts';
import type { HttpEvent } from '../../../functions/platform/http/request.ts';
import { recordItem, recordOf } from '../../../functions/platform/record.ts';
import type { Item } from '../../../functions/platform/table.ts';
import { idOf, START_MS } from '../../support/arbitraries.ts';
import { ConditionalTable, Crash } from '../../support/conditional-table.ts';
import { euros, FUNDER, PARTNER, program } from '../../support/fund-records.ts';

type Handler = (event: HttpEvent) => Promise<HttpAnswer>;
type Run = (event: never) => Promise<unknown>;
const load = async () => {
  const room = async (name: string): Promise<{ handler: Handler; task: Run }> => ({
    handler: (await import(`../../../functions/${name}/handlers.ts`)).handler,
    task: (await import(`../../../functions/${name}/tasks.ts`)).handler,
  });
  return {
    ...{ funds: await room('funds'), payouts: await room('payouts') },
    ...{ 'fund-proposals': await room('fund-proposals'), 'fund-claims': await room('fund-claims') },
  };
};
export type Rooms = Awaited<ReturnType<typeof load>>;
export type Room = keyof Rooms;
export const callers = {
  funder: { organizationId: FUNDER, organizationName: 'Northwind', clientId: 'northwind' },
  partner: { organizationId: PARTNER, organizationName: 'Brightpath', clientId: 'brightpath' },
} satisfies Record<string, Caller>;
export type Side = keyof typeof callers;

export interface Request {
  room: Room;
  as: Side;
  method: 'POST' | 'PATCH';
  path: string;
  body: unknown;
  revision?: number | undefined;
}

/** The real handlers and tasks of funds, on a table that means its conditions and a clock that stands still. */
export class World {
  readonly table = new ConditionalTable();
  readonly rooms: Rooms;
  nowMs = START_MS;
  fundId = '';
  #keys = 0;

  private constructor(rooms: Rooms) {
    this.rooms = rooms;
  }

  /** Runs `play` in a world of its own, and puts back what was there before. */
  static async run(play: (world: World) => Promise<void>): Promise<void> {
    process.env.AWS_REGION ??= 'eu-west-1';
    const world = new World(await load());
    const { send } = DynamoDBDocumentClient.prototype;
    const [now, write] = [Date.now, process.stdout.write];
    const answer = (command: { input: never; constructor: { name: string } }) =>
      world.table.send(command.constructor.name, command.input);
    DynamoDBDocumentClient.prototype.send = answer as unknown as typeof send;
    Date.now = () => world.nowMs;
    process.stdout.write = (() => true) as typeof write;
    try {
      await world.#begin();
      await play(world);
    } finally {
      DynamoDBDocumentClient.prototype.send = send;
      Date.now = now;
      process.stdout.write = write;
    }
  }

  /** An active partnership, an open program that pays all of the cost, and a fund with 2,000 in it. */
  async #begin(): Promise<void> {
    const parties = {
      inviterId: FUNDER,
      inviterName: 'Northwind',
      inviteeId: PARTNER,
      inviteeName: 'Bright',
    };
    const at = new Date(START_MS).toISOString();
    const head = { revision: 1, createdAt: at, createdBy: 'x', updatedAt: at, updatedBy: 'x' };
    const partnership = { id: idOf('prt', 1), ...head, ...parties, organizationIds: [FUNDER, PARTNER] };
    const shelf = (kind: string, status: string) => ({ kind, ownerId: FUNDER, status });
    this.table.put(recordItem(partnership, shelf('partnership', 'active'), {}));
    const terms = program({ contributionBasisPoints: 10_000 });
    this.table.put(recordItem(terms, shelf('fund_program', 'open'), {}));
    const body = { programId: terms.id, partnershipId: partnership.id, name: 'Fund', amount: euros(2_000) };
    const made = await this.ask({ room: 'funds', as: 'funder', method: 'POST', path: '/v1/funds', body });
    if (made.statusCode !== 201) throw new Error(`the fund was answered ${made.statusCode}: ${made.body}`);
    this.fundId = JSON.parse(String(made.body)).id;
  }

  /** Sends a request. `key`: that of an earlier request that is sent again. */
  ask(request: Request, key = `key-${++this.#keys}`): Promise<HttpAnswer> {
    const { room, as, method, path, body, revision } = request;
    const [, , collection = '', id, verb] = path.split('/');
    const pattern = [`/v1/${collection}`, ...(id ? ['{id}'] : []), ...(verb ? [verb] : [])].join('/');
    return this.rooms[room].handler({
      routeKey: `${method} ${pattern}`,
      rawPath: path,
      headers: {
        ...{ 'content-type': 'application/json', 'idempotency-key': key },
        ...(revision !== undefined && { 'if-match': `"${revision}"` }),
      },
      pathParameters: id ? { id } : {},
      body: JSON.stringify(body),
      requestContext: {
        ...{ requestId: 'request', http: { method, path } },
        authorizer: { lambda: callers[as] },
      },
    });
  }
  lastKey(): string {
    return `key-${this.#keys}`;
  }

  /** Does work that may break off: whether it did. */
  async survives(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (thrown) {
      if (thrown instanceof Crash || (thrown as Error).name === 'Busy') return false;
      throw thrown;
    }
  }

  items(prefix: string): Item[] {
    return this.table
      .partitions()
      .filter((pk) => pk.startsWith(prefix))
      .sort()
      .flatMap((pk) => this.table.item(pk) ?? []);
  }
  /** Every record of a kind, oldest first. */
  records<R>(prefix: 'fpp_' | 'fcl_' | 'pay_' | 'apr_'): R[] {
    return this.items(prefix).map((item) => recordOf<R>(item));
  }
}
