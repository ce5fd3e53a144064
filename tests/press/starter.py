"""A process with a press that is at work: prints the number of the press."""

import threading

from press.process import Press
from tests.press import jobs

press = Press(seconds=60, megabytes=400, waiting=2)
number = press.run(jobs.process_id)
threading.Thread(target=press.run, args=(jobs.slowly, 60)).start()
print(number, flush=True)
