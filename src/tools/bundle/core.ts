/** What nearly every command needs, in one file of the bundle: see withCore in late-plugins.ts. */
import '../../commands/is-terminal.ts';
import '../../commands/say-line.ts';
import '../../config/command-line.ts';
import '../../config/config.ts';
import '../../config/config-file.ts';
import '../../platform/watchdog.ts';
import '../../report/nagios.ts';
import '../../sampler/loop.ts';
import '../../sampler/sampler.ts';
