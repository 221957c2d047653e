import type { LATER_EN } from './later.en.ts';
import type { Text } from './texts.ts';

/** The texts of what the first view of a page does not show in simplified Chinese. */
export const LATER_ZH: Readonly<Record<keyof typeof LATER_EN, Text>> = {
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
  'judged.late': '其 hive 上报延迟：这些是最近的数值。',
  'judged.silent': '其 hive 已停止上报：这些是最近的数值。',
  'judged.starting': '其引擎正在加载模型，完成前不应答请求。',
  'judged.sleeping': '其引擎已卸载模型，直到下一个请求。',
  'judged.stuck': '有请求在运行，但 30 秒内没有 token 也没有进展。',
  'judged.busy.requests_running': { other: '其引擎正在运行 {n} 个请求。' },
  'judged.idle.requests_running': '其引擎没有运行请求。',
  'judged.busy.gpu_util_pct': '其 GPU 正在工作。',
  'judged.idle.gpu_util_pct': '其 GPU 空闲。',
  'judged.busy.cpu_pct': '它使用了单核的 {limit} 或更多。',
  'judged.idle.cpu_pct': '它使用不到单核的 {limit}。',
  'judged.busy.cpu_busy': '其 CPU 最近几秒在工作。',
  'judged.idle.cpu_busy': '其 CPU 最近几秒空闲。',
  'judged.partial': '就已知情况而言它是空闲的：并非其所有进程或 GPU 都可读取。',
  'judged.unknown': '没有数值说明它是否在工作：{reason}。',
  'nohives.title': '还没有 hive 上报',
  'nohives.what':
    'hive 是监视一台机器上推理服务器的小型代理程序。请在每台想在这里看到的机器上启动一个，在项目的克隆目录中执行 `npm install` 之后运行：',
  'nohives.where':
    '`npm start` 会同时启动 queen 和本机的 hive。在其他机器上，请把上面地址中的主机换成 queen 所在机器的名称或地址；只有以 `--host 0.0.0.0` 启动时，queen 才接受其他机器的请求，并会要求每个访问者表明身份：请在 queen 所在机器上运行 `npx rbee invite`，然后在另一台机器上运行它输出的那一行。',
  'chart.gap.open': '尚未知晓',
  'chart.gap.no_sample': '没有上报',
  'chart.gap.not_present': '不存在',
  'chart.more': { other: '另有 {n} 个' },
};
