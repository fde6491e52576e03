/** The package brings no types of its own. */
declare module 'asl-validator' {
  export default function validate(
    definition: object,
    options?: { checkArn?: boolean; checkPaths?: boolean },
  ): { isValid: boolean; errors: object[]; errorsText: () => string };
}
