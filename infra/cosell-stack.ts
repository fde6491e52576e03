import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { catalogue } from '../functions/contract/catalogue.ts';
import { routeScopes } from '../functions/platform/gateway.ts';
import type { RouteTable } from '../functions/platform/route.ts';
import { workflows } from '../workflows/catalogue.ts';
import type { Workflow } from '../workflows/workflow.ts';
import { createAlarms } from './alarms.ts';
import { createApi, wireRoutes } from './api.ts';
import { createAttachmentBucket, grantAttachments, grantReading, takesAttachments } from './attachments.ts';
import { createDomain, zoneOf } from './domain.ts';
import { createFunction, type Environment } from './functions.ts';
import { allowClients, createIdentity } from './identity.ts';
import { allowMail, createSender, hearOfMail, mailSet } from './mail.ts';
import { redriveName } from './redrive/names.ts';
import { allowRelay, feedRelay } from './relay.ts';
import { grantTable, type Rights, rightsOf } from './rights.ts';
import type { Stage } from './stage.ts';
import { createTable } from './table.ts';
import { createWorkflows } from './workflows.ts';

/** What the stack is made of. */
export interface Declarations {
  tables: readonly RouteTable[];
  workflows: readonly Workflow[];
  /** The file that implements a process's routes, or its workflow's states. */
  entryOf: (room: string, part: 'handlers' | 'tasks') => string;
  /** What a function may do, by its name: `<room>` or `<room>-tasks`. */
  rightsOf: (name: string) => Rights;
}
const cosell: Declarations = {
  tables: catalogue,
  workflows,
  entryOf: (room, part) => `functions/${room}/${part}.ts`,
  rightsOf,
};

/** Cosell, whole: read it as a table of contents. Routes, workflows and events come from their declarations. */
export class CosellStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    stage: Stage,
    props?: StackProps,
    { tables, workflows, entryOf, rightsOf }: Declarations = cosell,
  ) {
    super(scope, id, props);

    const table = createTable(this, stage);
    const scopes = [...new Set(Object.values(routeScopes(tables)))];
    const identity = createIdentity(this, stage, scopes);
    const gateway = createApi(this, stage);
    const { api, accessLog } = gateway;
    const bus = new events.EventBus(this, 'Bus', { eventBusName: `cosell-${stage.name}` });
    const zone = zoneOf(this, stage);
    const baseUrl = createDomain(this, stage, gateway, zone);
    createSender(this, stage, zone);

    const base: Environment = {
      TABLE_NAME: table.tableName,
      BASE_URL: baseUrl,
      MAIL_FROM: stage.mailFrom,
      CONFIGURATION_SET: mailSet(stage),
      OPERATOR_EMAIL: stage.operatorEmail,
    };
    const withTable = (
      name: string,
      entry: string,
      more: Environment = {},
      builtIn: Environment = {},
    ): LambdaFunction => {
      const made = createFunction(this, stage, {
        name,
        entry,
        environment: { ...base, ...more },
        builtIn,
      });
      const may = rightsOf(name);
      grantTable(table, made, may);
      if (may.mail) allowMail(this, stage, made);
      if (may.apiClients) allowClients(identity, made);
      return made;
    };

    const authorizer = withTable(
      'authorizer',
      entryOf('authorizer', 'handlers'),
      { ISSUER: identity.issuer, KEYS_URL: identity.keysUrl },
      { ROUTE_SCOPES: JSON.stringify(routeScopes(tables)) },
    );
    const contract = createFunction(this, stage, {
      name: 'contract',
      entry: 'functions/contract/handlers.ts',
      environment: { BASE_URL: baseUrl, TOKEN_URL: identity.tokenUrl },
    });
    const handlers = new Map<string, LambdaFunction>([['contract', contract]]);
    for (const { process } of tables) {
      if (handlers.has(process)) continue;
      handlers.set(
        process,
        withTable(
          process,
          entryOf(process, 'handlers'),
          process === 'organizations' ? credentials(identity.pool.userPoolId, scopes) : {},
        ),
      );
    }
    const handlerOf = (process: string): LambdaFunction => found(handlers, process);
    const attachments = createAttachmentBucket(this, stage);
    for (const room of tables.filter(takesAttachments))
      grantAttachments(attachments, handlerOf(room.process));
    grantReading(attachments, handlerOf('approvals'));
    wireRoutes(api, { tables, authorizer, handlerOf, notFound: contract });

    const tasks = new Map(
      [...new Set(workflows.map((workflow) => workflow.tasks))].map((room) => [
        room,
        withTable(`${room}-tasks`, entryOf(room, 'tasks')),
      ]),
    );
    const { machines, workflowLog } = createWorkflows(this, stage, workflows, (room) => found(tasks, room));
    hearOfMail(this, stage, withTable('deliveries', entryOf('deliveries', 'handlers')));

    const arns = Object.fromEntries([...machines].map(([name, machine]) => [name, machine.stateMachineArn]));
    const sends: Environment = { BUS_NAME: bus.eventBusName, WORKFLOWS: JSON.stringify(arns) };
    const relay = createFunction(this, stage, {
      name: 'relay',
      entry: 'functions/relay/handlers.ts',
      concurrency: stage.relayConcurrency,
      environment: sends,
    });
    const redrive = createFunction(this, stage, {
      name: 'redrive',
      physicalName: redriveName(stage),
      entry: 'functions/redrive/handlers.ts',
      environment: { ...sends, TABLE_NAME: table.tableName },
    });
    grantTable(table, redrive, rightsOf('redrive'));
    for (const sender of [relay, redrive]) {
      bus.grantPutEventsTo(sender);
      allowRelay(sender, workflows, machines);
    }
    const setAside = feedRelay(this, stage, relay, table);
    new events.Archive(this, 'Archive', {
      sourceEventBus: bus,
      eventPattern: { source: events.Match.prefix('cosell.') },
    }).applyRemovalPolicy(stage.keep ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY);
    createAlarms(this, stage, { api, table, relay, setAside, workflowLog, accessLog });

    new CfnOutput(this, 'BaseUrl', { value: baseUrl });
    new CfnOutput(this, 'TokenUrl', { value: identity.tokenUrl });
    new CfnOutput(this, 'OperatorClientId', { value: identity.operator.userPoolClientId });
    new CfnOutput(this, 'BusName', { value: bus.eventBusName });
  }
}

const credentials = (userPoolId: string, scopes: readonly string[]): Environment => ({
  USER_POOL_ID: userPoolId,
  PARTNER_SCOPES: scopes.filter((scope) => scope !== 'operator').join(' '),
});

const found = <Value>(map: ReadonlyMap<string, Value>, name: string): Value => {
  const value = map.get(name);
  if (value === undefined)
    throw new Error(`nothing is named ${name}; there are: ${[...map.keys()].join(', ')}`);
  return value;
};
