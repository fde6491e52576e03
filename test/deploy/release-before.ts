import { App } from 'aws-cdk-lib';
import { CosellStack } from '../../infra/cosell-stack.ts';
import { stageOf } from '../../infra/stage.ts';

/** The stack as a release before might have been: every function that knows the table is configured otherwise. */
const stage = stageOf('local');
const app = new App({ outdir: process.env.CDK_OUTDIR ?? 'cdk.out', analyticsReporting: false });
new CosellStack(app, `Cosell-${stage.name}`, {
  ...stage,
  operatorEmail: 'former.operator@cosell.example',
  logDays: 90,
});
app.synth();
