import type { REASONS_EN } from './reasons.en.ts';
import type { Text } from './texts.ts';

/** The texts of why a figure is not known in simplified Chinese. */
export const REASONS_ZH: Readonly<Record<keyof typeof REASONS_EN, Text>> = {
  'reason.title': '{label}：未知',
  'reason.ofKnown': '{label}：{of} 个中已知 {known} 个',
  'reason.times': '{n} × {reason}',
  'reason.none': '未上报',
  'reason.none.full': '最近一次采样没有这个数值：引擎未提供，或没有向它查询。',
  'reason.other': '未知',
  'reason.other.full': 'hive 给出的原因是“{code}”，本页面尚不认识它。',
  'reason.first_sample': '正在测量',
  'reason.first_sample.full': '速率需要两次采样，目前只有一次。下一次采样就会有。',
  'reason.not_measured': '未测量',
  'reason.not_measured.full': '速率需要两次采样，而 hive 在第一次之后就停止了上报。',
  'reason.permission': '没有读取权限',
  'reason.permission.full':
    'hive 无权读取相关的进程。请以这些进程的用户或 root 身份运行 hive；rbee doctor 会说明其他办法。',
  'reason.pid_namespace': '在另一个 PID 命名空间',
  'reason.pid_namespace.full':
    '驱动给出的是整台机器的进程，而 hive 只能看到自己容器内的进程。请用 --pid=host 启动容器，或用 --proc-root 启动 hive。',
  'reason.mig': 'GPU 分区（MIG）无法测量',
  'reason.mig.full': 'GPU 被划分为多个分区（MIG），NVIDIA 的驱动不提供单个分区的使用率。对此无能为力。',
  'reason.wddm': '被 Windows 驱动隐藏',
  'reason.wddm.full': 'Windows 自行管理 GPU 显存，驱动不说明由谁使用。对此无能为力。',
  'reason.driver_unsupported': '无法读取此 GPU 或其驱动',
  'reason.driver_unsupported.full':
    '机器上有一块没有驱动的 GPU。请安装驱动，或把 GPU 提供给 hive 的容器；rbee doctor 会说明是哪一块。',
  'reason.driver_error': 'GPU 驱动出错',
  'reason.driver_error.full': 'GPU 的驱动出错。内核日志说明原因：journalctl -k。',
  'reason.not_exposed': '系统未提供',
  'reason.not_exposed.full': '系统和程序都没有向 hive 提供这个数值。rbee doctor 会说明能否改变。',
  'reason.timeout': '未及时应答',
  'reason.timeout.full': '被查询者未及时应答。卡死的驱动需要重启机器；引擎在不那么繁忙时会重新应答。',
  'reason.unified_memory': 'GPU 没有独立显存',
  'reason.unified_memory.full': 'GPU 使用机器的内存，其驱动不说明用了多少。对此无能为力。',
  'reason.asleep': 'GPU 正在休眠，读取会将其唤醒',
  'reason.asleep.full': 'GPU 已断电，读取会将其唤醒。没有进程在它上面计算。',
};
