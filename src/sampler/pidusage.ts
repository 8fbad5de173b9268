/** pidusage, for who measures something: it brings child_process, and a check measures nothing. */
import pidusage from 'pidusage';

export { pidusage };
