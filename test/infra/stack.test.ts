import { stageOf } from '../../infra/stage.ts';
import { alarmSentences } from './sentences/alarms.ts';
import { apiSentences } from './sentences/api.ts';
import { attachmentSentences } from './sentences/attachments.ts';
import { bundleSentences } from './sentences/bundles.ts';
import { functionSentences } from './sentences/functions.ts';
import { limitSentences } from './sentences/limits.ts';
import { nagSentences } from './sentences/nag.ts';
import { keepingSentences, ownNameSentences } from './sentences/own-names.ts';
import { permissionSentences } from './sentences/permissions.ts';
import { snapshotSentences } from './sentences/snapshot.ts';
import { restoredSentences, tableSentences } from './sentences/table.ts';
import { workflowSentences } from './sentences/workflows.ts';
import { synthesised } from './synthesised.ts';
import { thirteen } from './thirteen.ts';

// First, so that the bundles that lie there afterwards are those of the stack itself.
const large = synthesised(stageOf('production'), thirteen);

/** The stack as it would be deployed, told in sentences. Built once for all of them: it costs some seconds. */
const stack = synthesised(stageOf('production'));

tableSentences(stack);
restoredSentences(
  synthesised({
    ...stageOf('production'),
    restoredTable: {
      name: 'CosellRestored',
      streamArn:
        'arn:aws:dynamodb:eu-west-1:111122223333:table/CosellRestored/stream/2026-11-23T09:00:00.000',
    },
  }),
);
apiSentences(stack);
alarmSentences(stack);
functionSentences(stack);
permissionSentences(stack);
attachmentSentences(stack);
nagSentences(stack);
workflowSentences(stack);
bundleSentences();
ownNameSentences();
keepingSentences(stack);
limitSentences('the stack', stack);
limitSentences('the stack of thirteen processes', large);
snapshotSentences(stack);
