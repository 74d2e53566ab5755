import { generation } from './generation.ts';

generation.isFormer = true;
