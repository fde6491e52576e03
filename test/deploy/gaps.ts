/** A test that MiniStack cannot pass, for a reason that is MiniStack's. */
export interface Gap {
  /** Path from the project's folder, and the test's full name. */
  file: string;
  test: string;
  /** What MiniStack does otherwise than AWS, and why test/deploy/compat does not mend it. */
  because: string;
}

/** May only become shorter: a test that is named here and passes, or does not exist, fails the verification. */
export const gaps: readonly Gap[] = [];
