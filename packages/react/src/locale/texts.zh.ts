import type { Texts } from './texts.ts';

/** The texts in simplified Chinese. */
export const ZH: Texts = {
  'state.busy': '忙碌',
  'state.idle': '空闲',
  'state.starting': '启动中',
  'state.sleeping': '休眠',
  'state.stuck': '卡住',
  'state.unknown': '未知',
  'state.late': '延迟',
  'state.silent': '无响应',
  'report.reporting': '正在上报',
  'report.late': '延迟',
  'report.silent': '无响应',
  'count.workers': '{n} 个 worker',
  'count.hives': '{n} 个 hive',
  'count.gpus': '{n} 块 GPU',
  'of.known': '共 {known} 个已知',
  'of.total': '{used} / {total}',
  ago: '{time}前',
};
