import { words } from './argument-rules.ts';
import { programName } from './program.ts';

/**
 * How a program of a person's desktop counts if it computes on a GPU: `alone` means the program itself, `with-children`
 * also what it starts, such as the games of a launcher.
 */
export type Desktop = 'alone' | 'with-children';

/** Display servers, compositors, login screens, and what else makes up a desktop. */
const DESKTOPS = words(`
  X Xorg Xorg.bin Xvfb Xwayland Xvnc gnome-shell mutter mutter-x11-frames gjs kwin_wayland kwin_x11 plasmashell ksmserver
  krunner ksplashqml kded5 kded6 cinnamon muffin budgie-wm budgie-panel marco mate-panel xfwm4 xfdesktop xfce4-panel
  sway hyprland Hyprland hyprlock hyprpaper weston wayfire river niri labwc cosmic-comp cosmic-panel cosmic-bg
  picom compton compiz sddm sddm-greeter lightdm gdm gdm3 gdm-x-session gdm-wayland-session swaylock
  waybar eww conky rofi polybar quickshell gnome-control-center gnome-software gnome-system-monitor gnome-text-editor
  systemsettings ibus-ui-gtk3 nvidia-settings xdg-desktop-portal xdg-desktop-portal-gnome xdg-desktop-portal-kde
  xdg-desktop-portal-gtk xdg-desktop-portal-hyprland xdg-desktop-portal-wlr sunshine gnome-remote-desktop-daemon krdpserver
`);

/** Terminals and file managers. */
const TERMINALS = words(`
  gnome-terminal-server gnome-terminal kgx ptyxis ptyxis-agent konsole kitty alacritty foot footclient wezterm-gui
  ghostty tilix terminator xterm urxvt warp-terminal xfce4-terminal cosmic-term
  nautilus dolphin nemo thunar Thunar pcmanfm pcmanfm-qt caja cosmic-files
`);

/** Players, viewers, editors, chat and office programs. */
const APPLICATIONS = words(`
  mpv vlc totem celluloid kodi kodi-x11 kodi-wayland spotify eog gwenview loupe evince okular papers zathura
  code code-insiders code-oss codium vscodium cursor windsurf zed zed-editor sublime_text gnome-builder
  discord Discord vesktop slack teams teams-for-linux signal-desktop telegram-desktop Telegram element-desktop zoom skype
  obsidian soffice.bin thunderbird thunderbird-bin electron obs
`);

const BROWSERS = words(`
  chrome chromium chromium-browser google-chrome google-chrome-stable chrome_crashpad_handler firefox firefox-bin
  firefox-esr librewolf waterfox floorp zen zen-bin brave brave-browser msedge microsoft-edge microsoft-edge-stable opera
  vivaldi vivaldi-bin thorium thorium-browser epiphany falkon WebKitWebProcess WebKitGPUProcess WebKitNetworkProcess
  QtWebEngineProcess
`);

/** Programs that start games. */
const GAME_LAUNCHERS = words(`
  steam steamwebhelper steam-runtime-launcher-service pressure-vessel-wrap lutris lutris-wrapper heroic bottles
  bottles-cli legendary gamescope gamescopereaper minecraft-launcher prismlauncher itch retroarch
`);

const BY_NAME: ReadonlyMap<string, Desktop> = new Map([
  ...[...DESKTOPS, ...TERMINALS, ...APPLICATIONS].map((it) => [it, 'alone'] as const),
  ...[...BROWSERS, ...GAME_LAUNCHERS].map((it) => [it, 'with-children'] as const),
]);

/** A helper of Chromium, or of a program that is built on it: it draws, whatever the program is called. */
const CHROMIUM_HELPER = /(?:^| )--type=(?:gpu-process|renderer)(?: |$)/;

/**
 * Whether a command line is that of a desktop program. Browsers write all arguments of their helpers into the first one,
 * separated by spaces. `program` is the name of the script behind an interpreter.
 */
export function desktopOf(argv: readonly string[], program: string | undefined): Desktop | null {
  const [first = ''] = argv;
  const space = first.indexOf(' ');
  const path = space < 0 ? first : first.slice(0, space);
  const named = BY_NAME.get(programName(path)) ?? BY_NAME.get(program ?? '');
  return named ?? (argv.slice(0, 8).some((it) => CHROMIUM_HELPER.test(it)) ? 'alone' : null);
}
