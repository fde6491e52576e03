import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** A role that carries its policy in itself: one resource in place of two, and whole before anything uses it. */
export class OwnRole extends iam.Role {
  readonly #own: iam.PolicyDocument;

  /** @param service who takes the role: `lambda.amazonaws.com`; under these conditions, where there are any. */
  constructor(scope: Construct, id: string, service: string, conditions: iam.Conditions = {}) {
    const own = new iam.PolicyDocument({ minimize: true });
    const assumedBy = new iam.ServicePrincipal(service, { conditions });
    super(scope, id, { assumedBy, inlinePolicies: { own } });
    this.#own = own;
  }

  override addToPrincipalPolicy(statement: iam.PolicyStatement): iam.AddToPrincipalPolicyResult {
    this.#own.addStatements(statement);
    return { statementAdded: true, policyDependable: this };
  }
}
