import { tellResult } from '../program.ts';
import { armFigures } from './arm-figures.ts';

tellResult(await armFigures());
