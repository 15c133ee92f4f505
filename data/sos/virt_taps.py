# SPDX-License-Identifier: GPL-2.0-or-later
"""A plug-in of sos: what virt-taps sees, beside what the kernel and libvirt say.

It belongs into sos/report/plugins. The recording is anonymised: whoever gets
the report can replay it (virt-taps --replay), and learns no name of a VM, no
address and no command line from it.
"""

import os

from sos.report.plugins import Plugin, RedHatPlugin, UbuntuPlugin, DebianPlugin


class VirtTaps(Plugin, RedHatPlugin, UbuntuPlugin, DebianPlugin):

    short_desc = 'VM NICs, their tap devices and processes'
    plugin_name = 'virt_taps'
    profiles = ('virt', 'network')
    packages = ('virt-taps',)
    commands = ('virt-taps',)

    def setup(self):
        recording = os.path.join(self.get_cmd_output_path(), 'recording.json')
        self.add_copy_spec('/etc/virt-taps/accept')
        self.add_cmd_output('virt-taps --record %s --anonymise --settle 0' % recording)
        self.add_cmd_output('virt-taps --format ndjson audit')
        self.add_cmd_output('virt-taps --version')
