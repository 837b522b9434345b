"""What every document needs, loaded once before the first process is forked: fonts, tables, style sheets."""

from emulation.pdf_process import write
from emulation.pdf_sheet import Sheet

write(Sheet('<p lang="vi">&#432;&#7899;c</p>', 'p { font-family: Tinos, "Times New Roman", serif }', {}))
