"""What every document needs, loaded once before the first process is forked: fonts, tables, style sheets."""

from emulation.paper_process import write
from emulation.paper_sheet import Sheet

write(Sheet('<p lang="vi">&#432;&#7899;c</p>', 'p { font-family: Tinos, "Times New Roman", serif }', {}))
