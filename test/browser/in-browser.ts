import { existsSync } from 'node:fs';
import { describe } from '@jest/globals';
import { chromiumPath } from '../support/install-chromium.ts';

/** `describe`, where there is a browser to look with. */
export const inBrowser = existsSync(chromiumPath) ? describe : describe.skip;
