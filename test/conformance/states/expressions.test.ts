import { Expressions } from '../../../local/states/expression.ts';
import type { Failure } from '../../../local/states/failure.ts';
import { fill } from '../../../local/states/template.ts';
import { conforms } from '../cases.ts';
import { type Evaluated, expressions, states } from './expressions.ts';

const evaluator = new Expressions(() => Date.parse('2026-03-01T12:00:00Z'));
const said =
  /^The JSONata expression '[\s\S]*' specified for the field 'Output' (?:threw an error during evaluation\. )?/;

conforms('JSONata expressions', expressions, async (text): Promise<Evaluated> => {
  try {
    return { value: await fill(evaluator, `{% ${text} %}`, { states }, 'Output') };
  } catch (error) {
    const { error: name, cause = '' } = error as Failure;
    if (name !== 'States.QueryEvaluationError') throw error;
    return { cause: cause.replace(said, '') };
  }
});
