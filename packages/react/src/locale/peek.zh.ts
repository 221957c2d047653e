import type { PEEK_EN } from './peek.en.ts';
import type { Text } from './texts.ts';

/** The texts of the short look at a hive or a worker in simplified Chinese. */
export const PEEK_ZH: Readonly<Record<keyof typeof PEEK_EN, Text>> = {
  'peek.open': '打开',
  'peek.next': '下一个',
  'peek.previous': '上一个',
  'peek.gone': '最近一次采样中已没有它。',
  'details.report': '上报',
  'details.hostname': '主机名',
  'details.system': '系统',
  'details.cpu': '机器 CPU',
  'details.ofCores': { other: '{n} 核的 {use}' },
  'details.swap': '已用交换空间',
  'details.version': 'hive 版本',
  'details.temperature': '温度',
};
