import { App } from 'aws-cdk-lib';
import { CosellStack } from './cosell-stack.ts';
import { stageOf } from './stage.ts';

const app = new App({ outdir: process.env.CDK_OUTDIR ?? 'cdk.out', analyticsReporting: false });
const stage = stageOf(String(app.node.tryGetContext('stage') ?? 'local'));
new CosellStack(app, `Cosell-${stage.name}`, stage);
app.synth();
