import hooks from './trace_hook/hooks.py';
import report from './trace_hook/report.py';
import serve from './trace_hook/serve.py';
import watch from './trace_hook/watch.py';

/** The lines for gunicorn.conf.py, one program: its parts know of each other by name alone. */
export const traceHookText = [watch, report, serve, hooks].join('\n\n');
